// Draws the first page of a PDF as a picture. pdf.js is loaded when it is first needed.

// oxlint-disable-next-line import/default -- Vite answers with the address of the file
import workerAddress from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

/** Pixels per point, which is sharp on a page that is shown larger than its paper. */
const SCALE = 2;

/** Returns a PNG as a `data:` address. */
export async function drawnFirstPage(pdf: Uint8Array): Promise<string> {
  const { getDocument, GlobalWorkerOptions } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  GlobalWorkerOptions.workerSrc = workerAddress;
  const loading = getDocument({ data: pdf });
  try {
    const page = await (await loading.promise).getPage(1);
    const viewport = page.getViewport({ scale: SCALE });
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Math.round(viewport.width), Math.round(viewport.height)];
    await page.render({ canvas, viewport, intent: 'print' }).promise;
    return canvas.toDataURL('image/png');
  } finally {
    await loading.destroy();
  }
}
