import type { Option, Room } from './option.ts';
import type { Theme } from './palette.ts';
import { clipped, FONT, textWidth } from './text.ts';

const LONGEST = 32;
const ICON = 10;
const GAP = 12;
const LINE = 24;
const MOST_ON_PAPER = 4;
/** What a legend of one line takes, and one that is paged through. */
const ONE_LINE = 30;

const shownName = (name: string): string => clipped(name.replaceAll('\u200b', ''), LONGEST);

/** Lines that the names fill one after the other. */
function linesOf(names: readonly string[], width: number): number {
  let lines = 1;
  let used = 0;
  for (const name of names) {
    const wide = ICON + 5 + textWidth(shownName(name)) + GAP;
    if (used > 0 && used + wide > width) {
      lines += 1;
      used = 0;
    }
    used += wide;
  }
  return lines;
}

/** All names side by side in lines that take `share` of the height at most; else one line to page through. */
export function legendOf(
  names: readonly string[],
  theme: Theme,
  room: Room | undefined,
  share: number,
): { height: number; look: Option } {
  const lines = room === undefined ? 1 : linesOf(names, room.width - 16);
  const most = room?.still ? MOST_ON_PAPER : Math.max(1, Math.floor(((room?.height ?? 0) * share) / LINE));
  const whole = room !== undefined && lines <= most;
  const text = { color: theme.muted, fontFamily: FONT, fontSize: 11 };
  return {
    height: whole ? ONE_LINE + (lines - 1) * LINE : ONE_LINE,
    look: {
      type: whole ? 'plain' : 'scroll',
      bottom: 0,
      left: 'center',
      icon: 'roundRect',
      itemWidth: ICON,
      itemHeight: ICON,
      itemGap: GAP,
      padding: [0, 8],
      pageIconSize: 10,
      pageIconColor: theme.muted,
      pageIconInactiveColor: theme.faint,
      pageTextStyle: text,
      inactiveColor: theme.neutral,
      textStyle: text,
      formatter: shownName,
    },
  };
}
