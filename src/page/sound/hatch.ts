/** Distance of the lines. @unit CSS pixels */
const STEP = 7

/** Fill a part of a picture with oblique lines: nothing is known of that time. Sizes in the canvas's own pixels. */
export function hatch(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  colour: string,
  pixelRatio: number,
): void {
  const step = STEP * pixelRatio
  context.save()
  context.beginPath()
  context.rect(x, y, width, height)
  context.clip()
  context.strokeStyle = colour
  context.lineWidth = pixelRatio
  context.beginPath()
  // Counted from the canvas's edge, so that the lines of neighbours meet.
  for (let at = Math.floor((x - height) / step) * step; at < x + width; at += step) {
    context.moveTo(at, y + height)
    context.lineTo(at + height, y)
  }
  context.stroke()
  context.restore()
}
