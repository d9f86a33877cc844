#!/usr/bin/env node
import module from 'node:module';

// Plain JavaScript, so that an old Node says what is wrong instead of failing on the first type.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `credsweep needs Node.js 22.18 or newer; this is ${process.versions.node}. ` +
      'In its repository, run it as "npx credsweep": npx uses the Node.js that the project brings.',
  );
  process.exit(2);
}
// Compiled code is kept in the temporary folder: a second start takes half the time.
module.enableCompileCache();
await import('../src/main.ts');
