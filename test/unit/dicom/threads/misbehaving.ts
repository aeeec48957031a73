// A thread that misbehaves as the first byte of a file says.

import { success } from '../../../../main/domain/failure.ts';
import { DecodeTaskSchema } from '../../../../main/dicom/decode-task.ts';
import { answerTasks } from '../../../../main/processes/threads.ts';

answerTasks(DecodeTaskSchema, ({ file }) => {
  switch (file[0]) {
    case 1:
      for (;;);
    case 2:
      throw new Error('planted');
    case 3:
      return process.exit(7);
    case 4: {
      const hoard: object[] = [];
      // Node ends its whole process if many small objects grow old in one collection, beyond what it grants a thread to end in.
      for (;;) hoard.push(Array.from<number>({ length: 200_000 }).fill(1));
    }
    default:
      return success({ flag: `${file[0]}`, lines: [] });
  }
});
