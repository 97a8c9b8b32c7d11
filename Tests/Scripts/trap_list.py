"""Counts the trap instructions (ud2) in the release objects that a verifier consists of.

    python3 Tests/Scripts/trap_list.py BUILD            prints the list
    python3 Tests/Scripts/trap_list.py BUILD --write    and keeps it in Tests/Scripts/trap_list.txt
    python3 Tests/Scripts/trap_list.py BUILD --check    ends with 1 and the differences where it is another

BUILD is the folder of the release build, .build/release. A line is a module, a source file, its trap instructions and,
apart, how many of its lines say `precondition`. Everything else there is the compiler's and the standard library's:
overflow of checked arithmetic, bounds of arrays and ranges, conversions that do not fit.
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = ROOT / "Tests/Scripts/trap_list.txt"
MODULES = ["Algebra", "Transcript", "Circuit", "Claims", "Verifier", "VerifierLibrary"]
HEADING = """\
# Trap instructions in the release objects of the verifier, by source file: module, file, ud2, preconditions.
# Made by `make trap-list`; a test compares. Sources/Verifier/Verifier.docc/0004-totality.md says why none is reached.
"""


def traps(item):
    listing = subprocess.run(["objdump", "-d", "--no-show-raw-insn", str(item)], capture_output=True, text=True, check=True)
    return sum(1 for line in listing.stdout.splitlines() if line.rstrip().endswith("\tud2"))


def preconditions(source):
    lines = source.read_text().splitlines()
    return sum(1 for line in lines if "precondition(" in line and not line.lstrip().startswith("//"))


def rows(build):
    result = []
    for module in MODULES:
        sources = {path.name: path for path in (ROOT / "Sources" / module).rglob("*.swift")}
        folder = build / f"{module}.build"
        missing = [name for name in sources if not (folder / f"{name}.o").exists()]
        if missing:
            raise SystemExit(f"no object of {module}/{missing[0]} in {folder}: build the package first")
        for name in sorted(sources):
            count, own = traps(folder / f"{name}.o"), preconditions(sources[name])
            if count or own:
                result.append(f"{module} {name} {count} {own}")
        result.append(f"{module} in all {sum(int(line.split()[-2]) for line in result if line.startswith(module + ' '))}")
    return result


def main(arguments):
    text = HEADING + "\n".join(rows(pathlib.Path(arguments[0]))) + "\n"
    if "--write" in arguments:
        LIST.write_text(text)
    elif "--check" in arguments:
        kept, found = LIST.read_text().splitlines(), text.splitlines()
        for line in [line for line in kept if line not in found]:
            print("- " + line)
        for line in [line for line in found if line not in kept]:
            print("+ " + line)
        return 0 if kept == found else 1
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
