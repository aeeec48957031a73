// The words for a side in the languages of our users' tables.

import type { Side } from '../../domain/hip.ts';
import { words } from './words.ts';

/** Words in English, German, Dutch, French, Spanish, Italian, Portuguese and Latin. No letter means both sides in any two of them. */
const WORDS: Readonly<Record<Side, ReadonlySet<string>>> = {
  right: new Set(
    words(`r rt right re rechts rechte rechter rechtes d droite droit derecha derecho destra destro direita direito
    dx dex dext dexter dextra`),
  ),
  left: new Set(
    words(`l lt left li links linke linker linkes g gauche izquierda izquierdo sinistra sinistro esquerda esquerdo
    s sx sin sinister`),
  ),
};

/** Words for the joint, which tables put beside the side. */
const JOINTS = new Set(words('hip hüfte huefte heup hanche cadera anca coxa knee knie joint side'));

/** `R`, `re.`, `Right hip`, `1: Right` and so on. A bare number could mean either side, so it is not accepted. */
export function sideOf(text: string): Side | undefined {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^\s*\d+\s*[:=]/, '')
    .split(/[\s_.,()/-]+/)
    .filter((word) => word !== '' && !JOINTS.has(word));
  const [word, ...others] = words;
  if (word === undefined || others.length > 0) return undefined;
  return WORDS.right.has(word) ? 'right' : WORDS.left.has(word) ? 'left' : undefined;
}
