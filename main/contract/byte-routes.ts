// The routes for bytes, on the same origin as the procedures.

import type { HeatmapAnswer, HeatmapScore } from '../domain/grading.ts';

/** Where the procedures are served. */
export const RPC_PREFIX = '/rpc';

export const byteRoutes = {
  /**
   * The radiograph as little-endian uint16, row-major, bright is dense, shrunk until its longer edge is at most `longest`.
   * The headers `x-width` and `x-height` hold the size; `x-low` and `x-slope` map a value v back to grey: low + slope * v.
   */
  radiograph: (radiographId: string, longest: number) =>
    `/bytes/radiographs/${encodeURIComponent(radiographId)}?longest=${longest}`,
  /** An 8-bit PNG of the hip as it lies on the radiograph (not mirrored). */
  thumbnail: (hipId: string) => `/bytes/thumbnails/${encodeURIComponent(hipId)}`,
  /** Grad-CAM of one quadrant or finding in the canonical crop, 224 x 224 uint8, 255 at the maximum. 404 without a heatmap. */
  heatmap: (hipId: string, answer: HeatmapAnswer, score: HeatmapScore) =>
    `/bytes/heatmaps/${encodeURIComponent(hipId)}/${answer}?score=${score}`,
  report: (reportId: string, name: string) => `/bytes/reports/${encodeURIComponent(reportId)}/${encodeURIComponent(name)}`,
  /** A picture of an import plan's question. PNG */
  importPicture: (planId: string, name: string) =>
    `/bytes/import-pictures/${encodeURIComponent(planId)}/${encodeURIComponent(name)}`,
  /** PUT one file of an upload under its name, including the chosen folders. The upload is then imported by its own name. */
  upload: (upload: string, name: string) => `/bytes/uploads/${encodeURIComponent(upload)}/${encodeURIComponent(name)}`,
} as const;
