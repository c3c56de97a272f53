import type { Fonts, Weight } from '../fonts.ts';
import type { Box } from './box.ts';
import type { PageColors } from './colors.ts';
import type { SceneNode } from './node.ts';
import type { TextLine } from './plain-text.ts';
import { textNode, wrapped } from './words.ts';

const LOOKS: Readonly<Record<TextLine['look'], { size: number; line: number; weight?: Weight }>> = {
  heading: { size: 22, line: 30, weight: 'bold' },
  plain: { size: 12, line: 18 },
  small: { size: 11, line: 16 },
};

/** Lines of text in a box: headings large, small print quiet; what has no room is left out from its end. */
export function textScene(lines: readonly TextLine[], box: Box, fonts: Fonts, colors: PageColors): SceneNode[] {
  const scene: SceneNode[] = [];
  let used = 0;
  for (const { text, look } of lines) {
    const { size, line, weight } = LOOKS[look];
    const style = { size, ...(weight ? { weight } : {}) };
    for (const part of wrapped(fonts, text, box.width, style, 6)) {
      if (used + line > box.height) return scene;
      const fill = look === 'small' ? colors.muted : colors.ink;
      scene.push(textNode(part, { x: box.x, y: box.y + used + line / 2, fill, ...style }));
      used += line;
    }
  }
  return scene;
}
