/** Where the lines of an axis stand: at 1, 2 or 5 times a power of ten, from nothing to above the largest value. */
export function ticksUpTo(largest: number, about: number, whole = false): number[] {
  if (!(largest > 0)) return [0, 1];
  const rough = largest / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((step) => step >= rough) ?? rough;
  const even = whole ? Math.max(1, Math.ceil(step)) : step;
  return Array.from({ length: Math.ceil(largest / even) + 1 }, (_, index) => index * even);
}

/** Which of many labels have room, when each takes so many pixels; the first always has. */
export function labelled(count: number, width: number, each: number): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, Math.floor(width / each))));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

/** Lines between points, broken where there is none. */
export function lineOf(points: ([number, number] | null)[]): string {
  return points
    .map((point, index) => {
      if (!point) return "";
      const from = index > 0 && points[index - 1] ? "L" : "M";
      return `${from}${point.map((at) => at.toFixed(1)).join(",")}`;
    })
    .join("");
}
