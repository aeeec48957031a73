"""The PyTorch side of the engine bench: one network and one input. Answers each line of stdin with one line of JSON."""

import gc
import json
import os
import sys
import time

import numpy
import torch
import torchvision

settings = json.loads(sys.argv[1])
torch.set_num_threads(settings["threads"])
torch.manual_seed(20261120)
bf16 = settings["precision"] == "bf16"
device = settings.get("device", "cpu")
# A GPU is compared in the precision asked for, so float32 stays float32 there.
torch.backends.cudnn.allow_tf32 = settings["precision"] == "tf32"
torch.backends.cudnn.benchmark = settings.get("benchmark", False)
options = {"dropout": 0.0} if settings["network"] in ("vgg16", "mobilenet_v2") else {}
model = getattr(torchvision.models, settings["network"])(**options).to(device=device, memory_format=torch.channels_last)
n, size = settings["batch"], settings["size"]
image = torch.randn(n, 3, size, size).to(device).contiguous(memory_format=torch.channels_last)
label = (torch.arange(n) * 37 % 1000).to(device)
adam = torch.optim.Adam(model.parameters(), lr=1e-3)


def store(name, tensors):
    """tensors: (name, tensor, trained)"""
    index, offset = [], 0
    with open(os.path.join(settings["folder"], name + ".bin"), "wb") as file:
        for key, tensor, trained in tensors:
            values = tensor.detach().cpu().contiguous().numpy().astype(numpy.float32)
            index.append({"name": key, "shape": list(values.shape), "offset": offset, "trained": trained})
            offset += file.write(values.tobytes())
    with open(os.path.join(settings["folder"], name + ".json"), "w") as file:
        json.dump(index, file)


def loss_of(half):
    with torch.autocast(device, dtype=torch.bfloat16, enabled=half):
        logits = model(image)
    return torch.nn.functional.cross_entropy(logits.float(), label)


def train():
    adam.zero_grad(set_to_none=True)
    loss = loss_of(bf16)
    loss.backward()
    adam.step()
    return {"loss": float(loss)}


def first():
    """Loss and gradients at the initial weights of both sides, under bf16 also in float32. Restores the running statistics."""
    before = {key: value.clone() for key, value in model.state_dict().items()}
    for half, name in [(False, "gradients-fp32"), (True, "gradients")] if bf16 else [(False, "gradients")]:
        model.zero_grad(set_to_none=True)
        loss = loss_of(half)
        loss.backward()
        store(name, [(key, value.grad, True) for key, value in model.named_parameters()])
        model.load_state_dict(before)
    return {"loss": float(loss)}


def memory():
    with open("/proc/self/status") as file:
        field = {line.split(":")[0]: line.split()[1] for line in file if line.startswith("Vm")}
    return {"residentBytes": int(field["VmRSS"]) * 1024, "peakBytes": int(field["VmHWM"]) * 1024}


def settle():
    """Resets the peak of resident memory (proc(5), clear_refs)."""
    gc.collect()
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    return memory()


def infer():
    model.eval()
    with torch.inference_mode(), torch.autocast(device, dtype=torch.bfloat16, enabled=bf16):
        result = float(model(image).float().sum())
    model.train()
    return {"sum": result}


def evidence(hips):
    """Grades of four quadrants and their Grad-CAM (Selvaraju et al. 2017), read back: the forward pass once, then only the head backwards."""
    model.eval()
    with torch.no_grad(), torch.autocast(device, dtype=torch.bfloat16, enabled=bf16):
        maps = features(image[:hips]).float()
    maps.requires_grad_()
    logits = torch.nn.functional.linear(maps.mean((2, 3)), model.fc.weight[:16], model.fc.bias[:16]).view(-1, 4, 4)
    chosen = logits.amax(2).sum(0)
    cams = []
    for quadrant in range(4):
        (slope,) = torch.autograd.grad(chosen[quadrant], maps, retain_graph=True)
        cams.append(torch.relu((slope.mean((2, 3), keepdim=True) * maps).sum(1)).detach())
    answer = {"sum": float(torch.stack(cams).cpu().sum()), "grades": float(logits.detach().softmax(2).cpu().argmax(2).sum())}
    model.train()
    return answer


def warm():
    """Compiles the network, if it is to be compiled, and runs a few steps."""
    for _ in range(3):
        train()
    infer()
    return {}


trained = {key for key, _ in model.named_parameters()}
state = [(k, v, k in trained) for k, v in model.state_dict().items() if not k.endswith("num_batches_tracked")]
store("weights", state)
store("input", [("image", image.permute(0, 2, 3, 1), False)])
model.train()
features = torch.nn.Sequential(*list(model.children())[:-2]) if settings["network"] == "resnet18" else None
if settings.get("compile", False):
    model = torch.compile(model)
print(json.dumps({"text": "torch " + torch.__version__ + (" on " + torch.cuda.get_device_name() if device == "cuda" else "")}), flush=True)
commands = {"train": train, "first": first, "infer": infer, "memory": memory, "settle": settle, "evidence": evidence, "warm": warm}
for line in sys.stdin:
    start = time.perf_counter()
    try:
        name, *rest = line.split()
        answer = commands[name](*map(int, rest))
        print(json.dumps({"milliseconds": (time.perf_counter() - start) * 1000, **answer}), flush=True)
    except RuntimeError as error:
        print(json.dumps({"problem": "PyTorch: " + str(error)}), flush=True)
