"""The PyTorch side of the engine bench: one network, one input, steps on command. Answers each line of stdin with one line of JSON."""

import json
import os
import resource
import sys
import time

import numpy
import torch
import torchvision

settings = json.loads(sys.argv[1])
torch.set_num_threads(settings["threads"])
torch.manual_seed(20261120)
bf16 = settings["precision"] == "bf16"
options = {"dropout": 0.0} if settings["network"] in ("vgg16", "mobilenet_v2") else {}
model = getattr(torchvision.models, settings["network"])(**options).to(memory_format=torch.channels_last)
n, size = settings["batch"], settings["size"]
image = torch.randn(n, 3, size, size).contiguous(memory_format=torch.channels_last)
label = torch.arange(n) * 37 % 1000
adam = torch.optim.Adam(model.parameters(), lr=1e-3)


def store(name, tensors):
    """tensors: (name, tensor, trained)"""
    index, offset = [], 0
    with open(os.path.join(settings["folder"], name + ".bin"), "wb") as file:
        for key, tensor, trained in tensors:
            values = tensor.detach().contiguous().numpy().astype(numpy.float32)
            index.append({"name": key, "shape": list(values.shape), "offset": offset, "trained": trained})
            offset += file.write(values.tobytes())
    with open(os.path.join(settings["folder"], name + ".json"), "w") as file:
        json.dump(index, file)


def loss_of():
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        logits = model(image)
    return torch.nn.functional.cross_entropy(logits.float(), label)


def train():
    adam.zero_grad(set_to_none=True)
    loss = loss_of()
    loss.backward()
    adam.step()
    return float(loss)


def first():
    """Loss and gradients at the weights that both sides start from; running statistics are put back."""
    before = {key: value.clone() for key, value in model.state_dict().items()}
    model.train()
    model.zero_grad(set_to_none=True)
    loss = loss_of()
    loss.backward()
    store("gradients", [(key, value.grad, True) for key, value in model.named_parameters()])
    model.load_state_dict(before)
    return float(loss)


def infer():
    model.eval()
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        result = float(model(image).float().sum())
    model.train()
    return result


trained = {key for key, _ in model.named_parameters()}
state = [(k, v, k in trained) for k, v in model.state_dict().items() if not k.endswith("num_batches_tracked")]
store("weights", state)
store("input", [("image", image.permute(0, 2, 3, 1), False)])
model.train()
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    loss = {"train": train, "first": first, "infer": infer, "memory": lambda: 0.0}[line.strip()]()
    elapsed = (time.perf_counter() - start) * 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"milliseconds": elapsed, "loss": loss, "peakBytes": peak}), flush=True)
