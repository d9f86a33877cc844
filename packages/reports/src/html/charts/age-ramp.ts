/** Colours of an age ramp as a CSS value each, old to young: dark to pale by day, bright to dim by night. */
export function nameAgeColors(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const place = count <= 1 ? 0 : index / (count - 1);
    return `light-dark(${interpolate(lightStops, place)}, ${interpolate(darkStops, place)})`;
  });
}

/** Between two neighbouring stops, by channel. */
function interpolate(stops: readonly Color[], place: number): string {
  const position = place * (stops.length - 1);
  const from = stops[Math.floor(position)] ?? black;
  const to = stops[Math.ceil(position)] ?? from;
  const share = position - Math.floor(position);
  const channels = from.map((channel, index) =>
    Math.round(channel + ((to[index] ?? channel) - channel) * share),
  );
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

type Color = readonly [number, number, number];

/** Lightness rises steadily along each ramp, so that it reads in every kind of colour vision, and in grey. */
const lightStops: readonly Color[] = [
  [0x8f, 0x1d, 0x4c],
  [0x6d, 0x4a, 0xa0],
  [0x4f, 0x82, 0xc4],
  [0x8d, 0xb8, 0xdc],
];
const darkStops: readonly Color[] = [
  [0xff, 0xa3, 0xb4],
  [0xb5, 0x8c, 0xe0],
  [0x5f, 0x82, 0xc8],
  [0x3f, 0x5f, 0x86],
];
const black: Color = [0, 0, 0];
