/** The package that a specifier names: `@nestjs/common/enums` → `@nestjs/common`, `pg/lib/x` → `pg`. */
export function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
