// The strengths that a corrector serves, from its card.

/** @param card of `/v1/models`, its member `aligner` */
export function scaleOf(card) {
  const most = card?.strengths?.at(-1) ?? 1;
  const between = card?.strengths_between ?? false;
  return { most, between, step: between ? 0.05 : 1 };
}

/** Five strengths that show the dial; the two ends where there is nothing between. */
export function sweepOf({ most, between }) {
  if (!between) return [0, 1];
  return most > 1 ? [0, 0.5, 1, round((1 + most) / 2), most] : [0, 0.25, 0.5, 0.75, 1];
}

const round = (value) => Math.round(value * 100) / 100;
