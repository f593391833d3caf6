/** The lesson's built-in pictures: a cat and a dog as in the data set, and plain shapes with known edges. */
import { Resvg } from '@resvg/resvg-js';
import { drawPicture } from './picture.mjs';

/** 256 × 256: horizontal and vertical edges, a slope, a circle, stripes, a step of grey. */
const SHAPES = `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" shape-rendering="crispEdges">
  <rect width="256" height="256" fill="#ece7dc"/>
  <rect x="24" y="24" width="92" height="92" fill="#27566b"/>
  <rect x="48" y="48" width="44" height="44" fill="#e8b04a"/>
  <circle cx="190" cy="70" r="46" fill="#c7482f"/>
  <path d="M24 232 70 146l46 86z" fill="#3f8f5f"/>
  <g fill="#1d2330"><rect x="144" y="146" width="8" height="86"/><rect x="160" y="146" width="8" height="86"/>
  <rect x="176" y="146" width="8" height="86"/><rect x="192" y="146" width="40" height="8"/>
  <rect x="192" y="162" width="40" height="8"/><rect x="192" y="178" width="40" height="8"/></g>
  <rect x="192" y="194" width="20" height="38" fill="#9a9a9a"/><rect x="212" y="194" width="20" height="38" fill="#5a5a5a"/>
</svg>`;

/** Returns the files by name. */
export async function drawExamples() {
  const [cat, dog] = await Promise.all([drawPicture('cat', 104), drawPicture('dog', 101)]);
  return {
    [`cat.${cat.extension}`]: cat.bytes,
    [`dog.${dog.extension}`]: dog.bytes,
    'shapes.png': new Resvg(SHAPES).render().asPng(),
  };
}
