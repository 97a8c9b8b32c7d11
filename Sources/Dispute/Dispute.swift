// Disputes: whoever holds a trace answers, whoever replays it finds what is wrong and proves it.
