// The sentences about weights files that cannot be used, and about layers that fail.

const CHOOSE_WEIGHTS = 'Choose another weights file.';

interface ExpectedTensor {
  readonly network: string;
  readonly tensor: string;
  readonly shape: readonly number[];
}

const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
const tensorExpected = ({ network, tensor, shape }: ExpectedTensor, came: string): string =>
  `${network} expects the tensor ${tensor} with shape ${shapeText(shape)}, but ${came}. Choose weights made for this network.`;
const safetensorsRefused = (why: string): string => `Expected a safetensors file, but ${why}. ${CHOOSE_WEIGHTS}`;
const onnxRefused = (why: string): string => `Expected an ONNX file with its weights inside, but ${why}. ${CHOOSE_WEIGHTS}`;

export const networkText = {
  weights: {
    unknownFormat: `Expected weights in a safetensors file, a PyTorch state dict (.pth) or an ONNX file, but the file starts like none of them. ${CHOOSE_WEIGHTS}`,
    tensorMissing: (expected: ExpectedTensor) => tensorExpected(expected, 'the weights do not contain it'),
    wrongShape: (expected: ExpectedTensor, came: readonly number[]) =>
      tensorExpected(expected, `the weights have ${shapeText(came)}`),
  },
  safetensors: {
    endsBeforeHeader: safetensorsRefused('the file ends before its header'),
    noHeaderLength: safetensorsRefused('the file does not start with the length of a header'),
    headerTooLong: (megabytes: number) => safetensorsRefused(`its header has more than ${megabytes} MB`),
    endsInHeader: safetensorsRefused('the file ends within its header'),
    headerNotJson: safetensorsRefused('its header is not valid JSON of that format'),
    tensorUnreadable: (tensor: string) => safetensorsRefused(`the description of the tensor ${tensor} cannot be read`),
    wrongType: (tensor: string, came: string, known: readonly string[]) =>
      safetensorsRefused(`the tensor ${tensor} has the type ${came}, not one of ${known.join(', ')}`),
    wrongLength: (tensor: string) => safetensorsRefused(`the data of the tensor ${tensor} do not match its shape`),
    endsInTensor: (tensor: string) => safetensorsRefused(`the file ends before the end of the tensor ${tensor}`),
    tensorsOverlap: safetensorsRefused('its tensors overlap'),
  },
  onnx: {
    unreadable: (reason: string) => onnxRefused(`it cannot be read: ${reason}`),
    noWeights: onnxRefused('it contains no weights'),
    tensorElsewhere: (tensor: string) => `the tensor ${tensor} is stored in another file`,
    wrongLength: (tensor: string) => `the data of the tensor ${tensor} do not match its shape`,
  },
  layers: {
    operator: (name: string, operator: string) => `its node ${name} (${operator}) is none that the libtorch engine can run`,
    parameter: (name: string) => `its layer ${name} lacks a weight, or has one of another shape`,
    input: 'its input is not one picture with fixed channels, height and width',
    output: (name: string) => `no node computes its output ${name}`,
  },
  graph: {
    functions: 'it defines functions of its own',
    controlFlow: 'it contains a loop or a branch, which no network here needs',
    sparse: 'it contains sparse tensors',
    externalData: 'a part of its data lies outside the file',
    tooManyNodes: (limit: number) => `it has more than ${limit} nodes`,
    unreadable: (reason: string) => `it is damaged: ${reason}`,
  },
  pytorch: {
    refused: (reason: string) =>
      `Expected PyTorch weights, but the file was refused: ${reason}. Choose a file with only a state dict (torch.save(model.state_dict(), ...)), or a safetensors file.`,
    noPickle: 'it is a ZIP without the entry data.pkl',
    growsTooMuch: 'it would unpack to more than a hundred times its size, or to more than 2 GB',
    zipDamaged: 'its ZIP is damaged',
    notPyTorch: 'it does not start like a PyTorch file',
    noStorages: 'its list of storages is missing',
    storagesMismatch: 'its storages do not match its tensors',
    notAStorage: 'it refers to something outside the file that is not a tensor storage',
    storageCalled: 'it calls a storage type as a function',
    dictionaryFromValues: 'it creates an OrderedDict from other values',
    tensorUnreadable: 'it contains a tensor description that cannot be read',
    noTensors: 'it contains no named tensors',
    noDictionary: 'it contains no dictionary of tensors',
    outsideStorage: (tensor: string) => `the tensor ${tensor} does not lie inside its storage`,
    dataMissing: (tensor: string) => `the data of the tensor ${tensor} are missing or incomplete`,
    tooManyNumbers: (needed: number, most: number) => `its tensors need ${needed} numbers, but the file can hold at most ${most}`,
  },
  pickle: {
    tooManyValues: 'it describes too many values',
    protocolTooNew: 'its protocol is newer than 5',
    callNotText: 'the name of a call is not text',
    unknownInstruction: (code: string) => `it contains the instruction 0x${code}, which no state dict needs`,
    forbiddenCall: (name: string) => `it calls ${name}, which is code and not data`,
    namelessCall: 'it calls something without a name',
    notAList: 'it appends to something that is not a list',
    notADictionary: 'it sets entries of something that is not a dictionary',
    groupNotStarted: 'it ends a group that never started',
    valuesMissing: 'it uses values that do not exist',
    valueNotStored: 'it recalls a value that it never stored',
    endsInName: 'it ends within a name',
    endsInValue: 'it ends in the middle of a value',
    textTooLong: 'it contains a text of more than 16 MiB',
    integerTooLong: 'it contains an integer of more than 16 bytes',
  },
  layer: {
    shrinksToNothing: (layer: string) => `the map shrinks to nothing at the layer ${layer}`,
    combinesSizes: (layer: string, one: string, other: string) => `the layer ${layer} would combine maps of ${one} and ${other}`,
    failed: (
      { name, kind }: { readonly name: string; readonly kind: string },
      shapes: readonly (readonly number[])[],
      reason: string,
    ) =>
      `Layer ${name} (${kind}) on ${shapes.map(shapeText).join(' and ')}: ${reason} Check that the picture, weights and network belong together.`,
  },
  notFinite: {
    input: (shape: readonly number[]) => `the network's input for this batch, ${shapeText(shape)}, contains NaN or infinity`,
    weights: (count: number, total: number, first: string) =>
      `${count} of the network's ${total} trained tensors are not finite (the first is ${first})`,
    layer: (layer: string) => `the layer ${layer} turns finite numbers into NaN or infinity`,
  },
} as const;
