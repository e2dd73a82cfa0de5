import { codeBlocks } from './code-block.js';
import { compileBlocks } from './compile-blocks.js';

describe('the documentation', () => {
  it('shows code that compiles against the packages', () => {
    const blocks = codeBlocks();
    expect(blocks.length).toBeGreaterThan(30);
    expect(compileBlocks(blocks)).toEqual([]);
  }, 240_000);

  it('is told where it does not', () => {
    const block = (code: string) => ({ file: 'docs/cqrs.md', line: 10, code });
    const wrong = block("const order = await store.load(Order, '1');\norder.dispatch();");
    expect(compileBlocks([block("await store.load(Order, '1');"), wrong])).toEqual([
      expect.stringMatching(/^docs\/cqrs\.md:12: error TS2339: Property 'dispatch' does not exist/),
    ]);
  }, 240_000);
});
