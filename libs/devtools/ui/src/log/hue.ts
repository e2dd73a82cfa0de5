/** A colour's hue for a name: the same on every page and in every browser, so that the eye finds a category again. */
export function hueOf(name: string): number {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + character.codePointAt(0)!) % 360;
  return hash;
}
