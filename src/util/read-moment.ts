const LENGTH = /^(\d+)([dw])$/;

/** `2026-01-31`, an ISO 8601 time, or a length before now such as `30d` or `12w`; undefined for anything else. */
export function readMoment(text: string, now: Date): Date | undefined {
  const length = LENGTH.exec(text);
  if (length) return new Date(now.getTime() - Number(length[1]) * (length[2] === 'w' ? 7 : 1) * 86_400_000);
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
