"""Speed and memory against what a user would take instead: ``python -m benchmarks.speed``.

Every system translates the same sentences (those of ``--text``, each once) with the same weights (``--model``; a twin
of opus-mt-ar-en's shape from `benchmarks.twin` if none is given) and beam 4, each run in a process of its own, all
systems in turn, for some rounds. Printed are JSON and a table of medians; peak memory is what the operating system
says. EasyNMT and Argos Translate are installed into the work folder, apart from this environment and with its torch;
where that fails, they are left out, which is said.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.systems import SYSTEMS
from benchmarks.twin import ROOT, make
from translate.folders import cache_folder
from translate.split import split

NAIVE, OURS = "transformers, one by one", "Dragoman"

PEERS = {
    "EasyNMT": ("easynmt", ["EasyNMT==2.0.2"]),
    "Argos Translate": (
        "argos",
        ["argostranslate==1.11.0", "minisbd", "stanza==1.10.1", "sacremoses"],
    ),
}  # fmt: skip


PEERS_NEED = {"argos": ["emoji", "onnxruntime", "protobuf", "flatbuffers"]}
"""What a peer imports besides; by hand, because its own requirements would bring another torch."""


def sentences_of(paths: list[Path]) -> list[str]:
    """The distinct sentences of text files, furniture left out."""
    files = [file for path in paths for file in (sorted(path.rglob("*.txt")) if path.is_dir() else [path])]
    parts = [part for file in files for part in split(file.read_text(encoding="utf-8"))]
    return list(dict.fromkeys(part.text for part in parts if part.kind != "furniture"))


def prepare(work: Path, model: Path | None, sentences: list[str]) -> None:
    """Put the model, the sentences and what some systems need beforehand into ``work``."""
    work.mkdir(parents=True, exist_ok=True)
    (work / "sentences.json").write_text(json.dumps(sentences, ensure_ascii=False), encoding="utf-8")
    folder = work / "model"
    if model is not None:
        folder.unlink(missing_ok=True)
        folder.symlink_to(model.resolve())
    elif not (folder / "model.safetensors").is_file():
        make(folder)
    for name, (target, requirements) in PEERS.items():
        if not (work / "peers" / target).is_dir():
            command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation"]
            done = subprocess.run(
                [*command, "--target", str(work / "peers" / target), *requirements, *PEERS_NEED.get(target, [])],
                check=False,
            )
            if done.returncode:
                shutil.rmtree(work / "peers" / target, ignore_errors=True)
                print(f"{name} cannot be installed here and is left out.", file=sys.stderr)


def prepare_argos(work: Path) -> None:
    """An Argos package of our conversion: the model (``</s>`` appended by it), the source tokeniser, a description."""
    from translate.engines import convert
    from translate.tokenizer import Tokenizer

    package = work / "argos" / "packages" / "translate-ar_en"
    if package.is_dir():
        return
    converted = convert.converted(work / "model", work / "converted", Tokenizer(work / "model"), "int8")
    shutil.copytree(converted, package / "model", ignore=shutil.ignore_patterns("vmap.txt"))
    config = json.loads((package / "model" / "config.json").read_text(encoding="utf-8"))
    (package / "model" / "config.json").write_text(json.dumps(config | {"add_source_eos": True}), encoding="utf-8")
    shutil.copyfile(work / "model" / "source.spm", package / "sentencepiece.model")
    names = {"from_code": "ar", "from_name": "Arabic", "to_code": "en", "to_name": "English"}
    (package / "metadata.json").write_text(json.dumps({"package_version": "1", "argos_version": "1.11", **names}))


def run_one(name: str, work: Path) -> dict[str, Any] | None:
    """Time a system in a process of its own; None, and its last words on stderr, if it fails."""
    # DRAGOMAN_CACHE: the conversion is made once for all rounds, and nothing of the user's is touched.
    environment = os.environ | {"DRAGOMAN_CACHE": str(work / "cache"), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "benchmarks.systems", name, str(work)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        print(f"{name} failed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def machine() -> dict[str, Any]:
    """What this ran on."""
    cpuinfo = Path("/proc/cpuinfo")
    models = (
        [line.split(":")[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        if cpuinfo.exists()
        else []
    )
    names = ("torch", "transformers", "ctranslate2")
    return {
        "processor": models[0] if models else platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in names},
    }


def table(systems: dict[str, dict[str, Any]]) -> str:
    """The results as a Markdown table."""
    lines = [
        "| system | seconds | sentences/s | peak RSS, MB | model load, s | times the naive loop |",
        "| --- " * 6 + "|",
    ]
    lines += [
        f"| {name} | {row['seconds']:.2f} | {row['sentences_per_second']:.1f} | {row['peak_rss_mb']} "
        f"| {row['load_seconds']:.1f} | {row.get('times_naive', float('nan')):.1f} |"
        for name, row in systems.items()
    ]
    return "\n".join(lines)


def main() -> None:
    """Prepare, run all systems in turn, print medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, nargs="*", default=[ROOT / "seeds"], help="text files or folders")
    parser.add_argument("--model", type=Path, help="a Marian folder (default: a twin, made once)")
    parser.add_argument("--work", type=Path, default=cache_folder() / "benchmarks", help="folder for models and peers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth sentence")
    parser.add_argument("--systems", nargs="*", choices=SYSTEMS, default=list(SYSTEMS))
    arguments = parser.parse_args()

    work = arguments.work.resolve()
    sentences = sentences_of(arguments.text)[:: arguments.every]
    prepare(work, arguments.model, sentences)
    if "Argos Translate" in arguments.systems:
        prepare_argos(work)
    if any(name.startswith("Dragoman") for name in arguments.systems):
        (work / "memory.sqlite3").unlink(missing_ok=True)
        run_one("Dragoman, from memory", work)  # converts the model and fills the memory

    rounds: dict[str, list[dict[str, Any]]] = {name: [] for name in arguments.systems}
    for _ in range(arguments.rounds):
        for name in arguments.systems:
            if name in PEERS and not (work / "peers" / PEERS[name][0]).is_dir():
                continue
            if result := run_one(name, work):
                rounds[name].append(result)
    systems = {}
    for name, results in rounds.items():
        if results:
            middle = {key: statistics.median(result[key] for result in results) for key in results[0] if key != "first"}
            middle["sentences_per_second"] = round(len(sentences) / middle["seconds"], 2)
            systems[name] = middle | {"rounds": [result["seconds"] for result in results]}
    if NAIVE in systems:
        for row in systems.values():
            row["times_naive"] = round(systems[NAIVE]["seconds"] / row["seconds"], 1)
    report = {"machine": machine(), "sentences": len(sentences), "beam": 4, "systems": systems}
    print(json.dumps(report, ensure_ascii=False, indent=2))
    print(table(systems), file=sys.stderr)


if __name__ == "__main__":
    main()
