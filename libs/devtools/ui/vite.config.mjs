import { defineConfig } from 'vite';

/**
 * Everything is relative to the page and lies in files of its own: the server says where the page is, and its Content-Security-Policy
 * allows neither inline scripts and styles nor `data:` scripts.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  logLevel: 'warn',
  resolve: { conditions: ['ledgerline-source', 'module', 'browser', 'production'] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
