// A drawing as SVG. Text stays text.

import type { Drawing, Mark, Point } from './drawing.ts';

export function svgOf({ title, width, height, marks }: Drawing): string {
  const size = `width="${width}pt" height="${height}pt" viewBox="0 0 ${width} ${height}"`;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="Inter, Arial, sans-serif" role="img">`;
  const paper = `<rect width="${width}" height="${height}" fill="#ffffff"/>`;
  return `${[head, `<title>${escaped(title)}</title>`, paper, ...marks.map(svgMark), '</svg>'].join('\n')}\n`;
}

function svgMark(mark: Mark): string {
  switch (mark.kind) {
    case 'line': {
      const dashes = mark.dashes === undefined || mark.dashes.length === 0 ? '' : ` stroke-dasharray="${mark.dashes.join(' ')}"`;
      return `<polyline points="${listed(mark.points)}" fill="none" stroke="${mark.colour}" stroke-width="${mark.width}"${dashes}/>`;
    }
    case 'area': {
      const opacity = mark.opacity === undefined ? '' : ` fill-opacity="${mark.opacity}"`;
      return `<polygon points="${listed(mark.points)}" fill="${mark.colour}"${opacity}/>`;
    }
    case 'text': {
      const [x, y] = [rounded(mark.at.x), rounded(mark.at.y)];
      const turn = mark.upwards === true ? ` transform="rotate(-90 ${x} ${y})"` : '';
      const weight = mark.bold === true ? ' font-weight="600"' : '';
      return `<text x="${x}" y="${y}" font-size="${mark.size}" fill="${mark.colour}" text-anchor="${mark.anchor}"${weight}${turn}>${escaped(mark.text)}</text>`;
    }
    case 'pixels': {
      const place = `x="${rounded(mark.at.x)}" y="${rounded(mark.at.y)}" width="${rounded(mark.width)}" height="${rounded(mark.height)}"`;
      return `<image ${place} href="data:image/png;base64,${Buffer.from(mark.png).toString('base64')}"/>`;
    }
  }
}

function listed(points: readonly Point[]): string {
  return points.map(({ x, y }) => `${rounded(x)},${rounded(y)}`).join(' ');
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** XML 1.0 has no control characters, not even as references. */
function escaped(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters that XML excludes
  const legal = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
  return legal.toWellFormed().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
