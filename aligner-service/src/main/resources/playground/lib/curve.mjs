// How much of a text was there at which time, as the path of an area: the shape of a stream at a glance.

/**
 * @param {{at: number, chars: number}[]} arrivals milliseconds, and characters that came then
 * @param {{span: number, chars: number, width: number, height: number}} box what its width and height stand for
 */
export function curveOf(arrivals, { span, chars, width, height }) {
  let total = 0;
  const x = (ms) => round((Math.min(ms, span) / span) * width);
  const y = () => round(height - (Math.min(total, chars) / Math.max(1, chars)) * height);
  let path = `M0 ${height}`;
  for (const arrival of arrivals) {
    path += `H${x(arrival.at)}`;
    total += arrival.chars;
    path += `V${y()}`;
  }
  return `${path}H${width}V${height}Z`;
}

const round = (value) => Math.round(value * 10) / 10;
