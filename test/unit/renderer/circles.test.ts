// No file of the renderer imports itself through other files. Type imports count, which the linter ignores.

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const renderer = fileURLToPath(new URL('../../../renderer', import.meta.url));

/** The imports of each file, by its path. */
type Imports = ReadonlyMap<string, readonly string[]>;

describe('the files of the renderer', () => {
  const imports = readImports();

  it('are all read', () => {
    expect(imports.size).toBeGreaterThan(100);
    expect([...imports.values()].flat().length).toBeGreaterThan(400);
  });

  it('form no circle', () => {
    expect(circleIn(imports)).toBeNull();
  });

  it('are reported if they form a circle', () => {
    const planted = new Map([...imports, ['ui/icon.tsx', ['app/app.tsx']]]);
    expect(circleIn(planted)?.at(0)).toBe(circleIn(planted)?.at(-1));
    expect(circleIn(planted)).toContain('ui/icon.tsx');
  });
});

function readImports(): Imports {
  const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  return new Map(files.filter((name) => /\.tsx?$/.test(name)).map((name) => [name, importsOf(name)]));
}

function importsOf(file: string): string[] {
  const source = readFileSync(join(renderer, file), 'utf8');
  return [...source.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*)['"](\.[^'"]+)['"]/g)].map(([, name = '']) =>
    posix.join(posix.dirname(file), name),
  );
}

/** Returns the files of a circle, the first one repeated at the end. Null if there is none. */
function circleIn(imports: Imports): readonly string[] | null {
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return null;
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle !== null) return circle;
    }
    finished.add(file);
    return null;
  };
  for (const file of imports.keys()) {
    const circle = visit(file, []);
    if (circle !== null) return circle;
  }
  return null;
}
