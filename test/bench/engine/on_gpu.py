"""`npm run bench:cuda`: training, inference and evidence on a GPU: PyTorch (eager, eager with cuDNN's benchmark, torch.compile) and our engine,
with the same weights, in turns. Runs where torch, torchvision and the built addon are. Arguments: --node=NODE --ours=FILE --out=FILE
--seconds=300 --turns=20. Ends by itself after the given seconds and says what it left out."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

here = os.path.dirname(os.path.abspath(__file__))
options = dict(argument.lstrip("-").split("=", 1) for argument in sys.argv[1:])
NODE, OURS, OUT = options.get("node", "node"), options.get("ours", os.path.join(here, "ours.ts")), options.get("out", "build/bench/cuda.json")
SECONDS, TURNS = float(options.get("seconds", 300)), int(options.get("turns", 20))
WARM = 5
STARTED = time.monotonic()
CASES = [("resnet18", 128, "bf16"), ("resnet18", 128, "fp32"), ("densenet121", 64, "bf16"), ("vgg16", 64, "bf16"), ("densenet121", 64, "fp32"), ("vgg16", 64, "fp32"), ("resnet18", 128, "tf32")]  # fmt: skip
HIPS = [8, 32]


class Side:
    """One program that answers every line with a line of JSON."""

    def __init__(self, command, settings):
        self.process = subprocess.Popen([*command, json.dumps(settings)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.text = None

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the program ended with {self.process.wait()}")
        answer = json.loads(line)
        if "problem" in answer:
            raise RuntimeError(answer["problem"][:400])
        return answer

    def ready(self):
        if self.text is None:
            self.text = self.answer()["text"]
        return self

    def tell(self, words):
        self.ready()
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        return self.answer()

    def stop(self):
        self.process.stdin.close()
        self.process.wait(60)


def ours(settings):
    return Side([NODE, "--expose-gc", OURS], settings)


def peer(settings):
    return Side([sys.executable, os.path.join(here, "peer.py")], settings)


def settings_of(network, batch, precision, size=224):
    return {"network": network, "batch": batch, "size": size, "threads": min(16, os.cpu_count()), "precision": precision, "folder": tempfile.mkdtemp()}


def prepare(case, results, compiled):
    """Weights, input and the processor's gradients of the first step, and the compiled network. Slow, but not on the GPU's time."""
    settings = settings_of(*case)
    try:
        if case[2] != "tf32":
            reference = peer({**settings, "precision": "fp32"} if case[2] == "fp32" else settings)
            reference.tell("first")
            reference.stop()
        results[case] = settings
        if case[2] == "bf16":
            side = peer({**settings, "folder": tempfile.mkdtemp(), "device": "cuda", "compile": True})
            side.tell("warm")
            compiled[case] = side
    except Exception as problem:
        results.setdefault(case, settings)
        print(f"{case}: {problem}", flush=True)


def milliseconds(times):
    kept = sorted(times[min(WARM, len(times) - 1) :])
    return {"median": round(statistics.median(kept), 3), "low": round(kept[0], 3), "high": round(kept[-1], 3)}


def measure(case, settings, compiled):
    network, batch, precision = case
    cuda = {**settings, "device": "cuda"}
    row = {"network": network, "batch": batch, "precision": precision}
    if precision == "tf32":
        reference = peer({**settings, "precision": "fp32"})
        reference.ready().stop()
    own = ours(cuda)
    sides = {"ours": own, "eager": peer({**cuda, "folder": tempfile.mkdtemp()}), "eager, cuDNN benchmark": peer({**cuda, "folder": tempfile.mkdtemp(), "benchmark": True})}  # fmt: skip
    try:
        row["versions"] = [own.ready().text, sides["eager"].ready().text]
        if precision != "tf32":
            row["first step"] = own.tell("compare")
        if compiled is not None:
            sides["compile"] = compiled
        work = ["train", "infer"] + ([f"evidence {hips}" for hips in HIPS] if network == "resnet18" else [])
        times = {name: {what: [] for what in work} for name in sides}
        for _ in range(TURNS):
            for name, side in sides.items():
                for what in work:
                    if name == "compile" and what.startswith("evidence"):
                        continue
                    times[name][what].append(side.tell(what)["milliseconds"])
        row["ms"] = {name: {what: milliseconds(list_) for what, list_ in by.items() if list_} for name, by in times.items()}
        row["memory"] = own.tell("memory")
        for what in work:
            mine = row["ms"]["ours"][what]["median"]
            row[f"{what}: ratio"] = {name: round(by[what]["median"] / mine, 3) for name, by in row["ms"].items() if name != "ours" and what in by}
    finally:
        for side in sides.values():
            side.process.kill()
    return row


def repeated_bits():
    """The digest of the weights after 10 steps, in two programs."""
    rows = {}
    for precision in ["fp32", "bf16"]:
        settings = settings_of("resnet18", 16, precision, 112)
        peer(settings).ready().stop()
        sides = [ours({**settings, "device": "cuda"}) for _ in range(2)]
        digests = []
        for side in sides:
            side.tell("steps 0 10")
            digests.append(side.tell("sha256")["text"])
            side.process.kill()
        rows[precision] = {"same": digests[0] == digests[1], "digest": digests[0][:16]}
    return rows


results, compiled = {}, {}
threads = {case: threading.Thread(target=prepare, args=(case, results, compiled), daemon=True) for case in CASES}
for thread in threads.values():
    thread.start()
if "wait" in options:  # the addon is still being built
    while not os.path.exists(options["wait"]):
        time.sleep(0.5)
report = {"rows": [], "left out": []}


def write():
    os.makedirs(os.path.dirname(os.path.abspath(OUT)), exist_ok=True)
    with open(OUT, "w") as file:
        json.dump(report, file, indent=1)


for thread in threads.values():
    thread.join(max(1, min(150, SECONDS * 0.6 - (time.monotonic() - STARTED))))
print(f"prepared after {time.monotonic() - STARTED:.0f} s: {len(results)} of {len(CASES)}, compiled {len(compiled)}", flush=True)
for case in CASES:
    if time.monotonic() - STARTED > SECONDS - 25 or case not in results:
        report["left out"].append(case)
        continue
    try:
        report["rows"].append(measure(case, results[case], compiled.get(case)))
    except Exception as problem:
        report["rows"].append({"case": case, "problem": str(problem)[:600]})
    print(json.dumps(report["rows"][-1]), flush=True)
    write()
    if case == CASES[0]:
        try:
            report["repeated"] = repeated_bits()
        except Exception as problem:
            report["repeated"] = str(problem)[:400]
        print(json.dumps(report["repeated"]), flush=True)
        write()
for side in compiled.values():
    side.process.kill()
print("left out:", report["left out"], flush=True)
os._exit(0)
