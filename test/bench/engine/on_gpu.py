"""`npm run bench:cuda`: training, inference and evidence on a GPU: PyTorch (eager, eager with cuDNN's benchmark, torch.compile) and our engine,
with the same weights, in turns. Runs where torch, torchvision and the built addon are. Arguments: --node=NODE --ours=FILE --out=FILE
--turns=20 --wait=FILE (all is prepared at once, but nothing of ours starts before this file exists)."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import numpy

here = os.path.dirname(os.path.abspath(__file__))
options = dict(argument.lstrip("-").split("=", 1) for argument in sys.argv[1:])
NODE, OURS, OUT = options.get("node", "node"), options.get("ours", os.path.join(here, "ours.ts")), options.get("out", "build/bench/cuda.json")
TURNS, WARM = int(options.get("turns", 20)), 5
STARTED = time.monotonic()
NETWORKS = [("resnet18", 128), ("vgg16", 64), ("densenet121", 64)]
CASES = [(network, batch, precision) for precision in ["bf16", "fp32"] for network, batch in NETWORKS] + [("resnet18", 128, "tf32")]
PEERS = {"eager": {}, "eager, cuDNN benchmark": {"benchmark": True}, "compile": {"compile": True}}
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
        self.process.kill()


def ours(settings):
    return Side([NODE, "--expose-gc", "--max-semi-space-size=64", OURS], settings)


def peer(settings):
    return Side([sys.executable, "-W", "ignore", os.path.join(here, "peer.py")], settings)


def settings_of(network, batch, precision, **more):
    return {"network": network, "batch": batch, "size": 224, "threads": 8, "precision": precision, "folder": tempfile.mkdtemp(), **more}


def apart(reference, other):
    """The largest relative difference of a gradient, and the cosine of all, as in gradients-apart.ts."""
    with open(os.path.join(reference, "gradients.json")) as file:
        index = json.load(file)
    a, b = (numpy.fromfile(os.path.join(folder, "gradients.bin"), "<f4").astype("f8") for folder in (reference, other))
    pairs = []
    for tensor in index:
        part = slice(tensor["offset"] // 4, tensor["offset"] // 4 + int(numpy.prod(tensor["shape"])))
        pairs.append((numpy.linalg.norm(a[part] - b[part]), numpy.linalg.norm(a[part])))
    largest = max(norm for _, norm in pairs)
    worst = max(error / norm for error, norm in pairs if norm > 1e-3 * largest)
    return {"gradients": float(worst), "cosine": float(a @ b / numpy.linalg.norm(a) / numpy.linalg.norm(b))}


def warm(case, name, side):
    try:
        side.tell("warm")
    except Exception as problem:
        print(case, name, problem, flush=True)
        peers[case].pop(name, None)


def milliseconds(times):
    kept = sorted(times[min(WARM, len(times) - 1) :])
    return {"median": round(statistics.median(kept), 3), "low": round(kept[0], 3), "high": round(kept[-1], 3)}


def measure(case):
    network, batch, precision = case
    sides = {"ours": own[case], **peers[case]}
    row = {"network": network, "batch": batch, "precision": precision, "versions": [own[case].ready().text, peers[case]["eager"].ready().text]}
    if case in first:
        row["first step, ours"] = {key: value for key, value in own[case].tell("compare").items() if value is not None}
        row["first step, PyTorch"] = first[case]
    work = ["train", "infer"] + ([f"evidence {hips}" for hips in HIPS] if network == "resnet18" else [])
    times = {name: {what: [] for what in work} for name in sides}
    for what in work:
        for _ in range(TURNS):
            for name, side in sides.items():
                if name != "compile" or not what.startswith("evidence"):
                    times[name][what].append(side.tell(what)["milliseconds"])
    row["ms"] = {name: {what: milliseconds(list_) for what, list_ in by.items() if list_} for name, by in times.items()}
    row["memory"] = own[case].tell("memory")
    for what in work:
        mine = row["ms"]["ours"][what]["median"]
        row[f"{what}: ratio"] = {name: round(by[what]["median"] / mine, 3) for name, by in row["ms"].items() if name != "ours" and what in by}
    if "profile" in options and precision == "bf16":
        row["profile"] = own[case].tell("profile 3")
    return row


def repeated_bits():
    """The digest of the weights after 10 steps, in two programs."""
    rows = {}
    for precision in ["fp32", "bf16"]:
        settings = {**settings_of("resnet18", 16, precision), "size": 112}
        peer(settings).ready().stop()
        sides = [ours({**settings, "device": "cuda"}) for _ in range(2)]
        digests = []
        for side in sides:
            side.tell("steps 0 10")
            digests.append(side.tell("sha256")["text"])
            side.stop()
        rows[precision] = {"same": digests[0] == digests[1], "digest": digests[0][:16]}
    return rows


settings = {case: settings_of(*case, device="cuda") for case in CASES}
peers = {case: {} for case in CASES}
compiling = []
for case in CASES:
    for name, more in PEERS.items():
        if name == "compile" and case[2] != "bf16":
            continue
        # The eager program stores the weights and the input that ours starts from.
        folder = settings[case]["folder"] if name == "eager" else tempfile.mkdtemp()
        peers[case][name] = peer({**settings[case], **more, "folder": folder})
        if name == "compile":
            compiling.append(threading.Thread(target=warm, args=(case, name, peers[case][name]), daemon=True))
            compiling[-1].start()
first = {}
for case in CASES:
    if case[2] != "fp32":
        continue
    # The processor's gradients are the reference, for ours and for PyTorch on the GPU.
    reference = peer({**settings[case], "device": "cpu"})
    reference.tell("first")
    reference.stop()
    other = {**settings[case], "folder": tempfile.mkdtemp()}
    side = peer(other)
    side.tell("first")
    side.stop()
    first[case] = apart(settings[case]["folder"], other["folder"])
for thread in compiling:
    thread.join(120)
for case in CASES:
    for side in peers[case].values():
        side.ready()
print(f"PyTorch is ready after {time.monotonic() - STARTED:.0f} s", flush=True)
while "wait" in options and not os.path.exists(options["wait"]):
    time.sleep(0.3)
own = {case: ours(settings[case]) for case in CASES}
for side in own.values():
    side.ready()
print(f"ours is ready after {time.monotonic() - STARTED:.0f} s", flush=True)
report = {"rows": []}
for case in CASES:
    try:
        report["rows"].append(measure(case))
    except Exception as problem:
        report["rows"].append({"case": case, "problem": str(problem)[:600]})
    for side in [own[case], *peers[case].values()]:
        side.stop()
    print(json.dumps({key: value for key, value in report["rows"][-1].items() if key != "profile"}), flush=True)
    with open(OUT, "w") as file:
        json.dump(report, file, indent=1)
report["repeated"] = repeated_bits()
print(json.dumps(report["repeated"]), flush=True)
with open(OUT, "w") as file:
    json.dump(report, file, indent=1)
os._exit(0)
