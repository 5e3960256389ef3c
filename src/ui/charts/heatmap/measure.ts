let context: CanvasRenderingContext2D | null = null;
const widths = new Map<string, number>();

/** Width in px of a text in the page's own type; kept, since the same labels are measured often. */
export function textWidth(text: string, size: number, family: string, weight = 400): number {
  const font = `${weight} ${size}px ${family}`;
  const key = `${font}\n${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return text.length * size * 0.6;
  context.font = font;
  const { width } = context.measureText(text);
  widths.set(key, width);
  return width;
}
