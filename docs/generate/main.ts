import { writeFile } from 'node:fs/promises';
import { listGeneratedFiles } from './list-generated-files.ts';

// Writes what the documentation has of the code itself: npm run docs:generate
for (const { path, content } of await listGeneratedFiles())
  await writeFile(new URL(`../../${path}`, import.meta.url), content);
