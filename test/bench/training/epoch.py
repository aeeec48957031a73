"""One ResNet-18 epoch over cached 8-bit crops with a DataLoader: the same augmentation, losses and optimizer as the trainer.

Prints pictures per second, without the first tenth of the steps."""

import json
import sys
import time

import numpy
import torch
import torchvision
from torchvision.transforms import functional

settings = json.loads(sys.argv[1])
torch.set_num_threads(settings["threads"])
torch.manual_seed(1)
crop, size, batch = settings["crop"], settings["size"], settings["batch"]


class Crops(torch.utils.data.Dataset):
    """Rotation up to 10 degrees, shifts up to 6 pixels, scale up to 6%, gain and offset, as in the recipe."""

    def __init__(self):
        flat = numpy.fromfile(settings["folder"] + "/crops.bin", dtype=numpy.uint8)
        self.crops = torch.from_numpy(flat.reshape(-1, 1, crop, crop))

    def __len__(self):
        return len(self.crops)

    def __getitem__(self, index):
        draw = torch.rand(6) * 2 - 1
        image = functional.affine(
            self.crops[index].float() / 255,
            angle=float(draw[0] * 10),
            translate=[float(draw[1] * 6), float(draw[2] * 6)],
            scale=float(torch.exp(draw[3] * 0.06)),
            shear=[0.0],
            interpolation=functional.InterpolationMode.BILINEAR,
        )
        if size != crop:
            image = functional.resize(image, [size, size], antialias=False)
        gain = torch.exp(draw[4] * 0.15)
        image = image * gain + (1 - gain) / 2 + draw[5] * 0.08
        return image, torch.randint(0, 4, (4,))


model = torchvision.models.resnet18(num_classes=17)
model.conv1 = torch.nn.Conv2d(1, 64, 7, 2, 3, bias=False)
model = model.to(memory_format=torch.channels_last).train()
adam = torch.optim.Adam(model.parameters(), lr=1e-4)
loader = torch.utils.data.DataLoader(Crops(), batch, shuffle=True, num_workers=settings["threads"], drop_last=True, persistent_workers=False)
times = []
for image, grades in loader:
    image = image.contiguous(memory_format=torch.channels_last)
    adam.zero_grad(set_to_none=True)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=settings["precision"] == "bf16"):
        logits = model(image)
    logits = logits.float()
    diseased = (grades > 0).any(1).float()
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits[:, 0], diseased)
    for quadrant in range(4):
        cumulative = logits[:, 1 + 4 * quadrant : 5 + 4 * quadrant].softmax(1).cumsum(1)[:, :3]
        target = (torch.arange(3)[None] >= grades[:, quadrant, None]).float()
        loss = loss + (cumulative - target).square().sum(1).mean()
    loss.backward()
    adam.step()
    float(loss)
    times.append(time.perf_counter())
first = len(times) // 10
print((len(times) - 1 - first) * batch / (times[-1] - times[first]))
