#!/usr/bin/env python3
"""Writes Tests/Vectors/tokenizers/*.json with PyPI `tokenizers` (Apache-2.0): two small vocabularies learnt from the
texts below, and the ids that package gives for the texts. With `--models DIR` it also writes ids of the real models'
vocabularies, for tests that run where those models have been fetched. Run by hand; the tests read the files alone."""
import argparse
import importlib.metadata
import json
import random

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

TEXTS = [
    "", " ", "   ", "\n", "a", "Hello, world!", "  two  spaces ", "tabs\tand\nlines\r\n\nhere", "I'm, you're, they'll, we've, he'd, it's 'quoted'",
    "''s ''' 'S 'T", "1234567890 3.14159 2026-11-21 x2y3", " 7 8  9", "naïve café Zürich Ångström ÇA", "ﬁne ﬂour ½ ² Ⅷ ①",
    "Der schnelle braune Fuchs springt über den faulen Hund.", "Ça va? Où êtes-vous né, à l’hôpital?", "Съешь ещё этих мягких французских булок",
    "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία", "שלום עולם", "مرحبا بالعالم", "नमस्ते दुनिया", "สวัสดีชาวโลก", "你好,世界。机器学习", "こんにちは世界 カタカナ",
    "안녕하세요 세계", "İstanbul DİYARBAKIR ıI", "ẞß straße STRASSE", "emoji 😀👩‍👩‍👧‍👦🇸🇪 done", "e\u0301 vs é, Å vs A\u030a",
    "zero\u200bwidth\u00a0nbsp\u3000ideographic\u2003em", "control\u0007bell \u0000null \ufffd replaced", "<|im_start|>user\nhi<|im_end|>", "[MASK] and [CLS] in text [SEP]",
    "def f(x):\n    return x**2  # comment\n", "https://example.org/a?b=c&d=e#f", "a" * 120, "ab " * 40, "ΑΣ ΟΔΟΣ ὈΔΥΣΣΕΎΣ", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𐍈 𠀀",
    "C++ != C# && $5.00 + €4 = ¥900 ^~` |", "—dash–en…ellipsis‘q’“Q”«»", "\u2028line\u2029para\u0085next",
]


def texts():
    """The list, and seeded mixtures of its characters."""
    letters = sorted(set("".join(TEXTS)))
    generator = random.Random(2026)
    return TEXTS + ["".join(generator.choice(letters) for _ in range(generator.randrange(1, 60))) for _ in range(150)]


def save(path, **content):
    content = {"source": f"PyPI tokenizers {importlib.metadata.version('tokenizers')}", **content}
    with open(path, "w") as file:
        json.dump(content, file, ensure_ascii=True, indent=0)
        file.write("\n")


def ids(tokenizer):
    return [{"text": text, "ids": tokenizer.encode(text).ids} for text in texts()]


def word_piece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(TEXTS, trainers.WordPieceTrainer(
        vocab_size=500, show_progress=False, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))
    vocabulary = tokenizer.get_vocab()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", vocabulary["[SEP]"]), ("[CLS]", vocabulary["[CLS]"]))
    return tokenizer, sorted(vocabulary, key=vocabulary.get)


def byte_pair(digits):
    tokenizer = Tokenizer(models.BPE())
    level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), level]) if digits else level
    tokenizer.train_from_iterator(TEXTS, trainers.BpeTrainer(
        vocab_size=600, show_progress=False, special_tokens=["<|im_start|>", "<|im_end|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    vocabulary = tokenizer.get_vocab()
    merges = [" ".join(pair) for pair in json.loads(tokenizer.to_str())["model"]["merges"]]
    return tokenizer, sorted(vocabulary, key=vocabulary.get), merges


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--minilm", help="tokenizer.json of the real model")
    parser.add_argument("--smollm2", help="the real model's GGUF file")
    arguments = parser.parse_args()
    tokenizer, vocabulary = word_piece()
    save(f"{arguments.folder}/word-piece.json", vocabulary=vocabulary, cases=ids(tokenizer))
    for name, digits in [("gpt-2", False), ("smollm", True)]:
        tokenizer, vocabulary, merges = byte_pair(digits)
        save(f"{arguments.folder}/byte-pair-{name}.json", vocabulary=vocabulary, merges=merges, cases=ids(tokenizer))
    if arguments.minilm:
        tokenizer = Tokenizer.from_file(arguments.minilm)
        tokenizer.no_padding()
        tokenizer.no_truncation()
        save(f"{arguments.folder}/minilm.json", cases=ids(tokenizer))
    if arguments.smollm2:
        import gguf
        reader = gguf.GGUFReader(arguments.smollm2)
        tokens = reader.fields["tokenizer.ggml.tokens"].contents()
        merges = reader.fields["tokenizer.ggml.merges"].contents()
        kinds = reader.fields["tokenizer.ggml.token_type"].contents()
        tokenizer = Tokenizer(models.BPE(vocab={token: i for i, token in enumerate(tokens)}, merges=[tuple(m.split(" ")) for m in merges]))
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
        tokenizer.add_special_tokens([token for token, kind in zip(tokens, kinds) if kind == 3])
        save(f"{arguments.folder}/smollm2.json", cases=ids(tokenizer))


main()
