#!/usr/bin/env node
import module from 'node:module';

// Plain JavaScript, so that an old Node says what is wrong instead of failing on the first type.
const program = '../src/main.ts';
// Compiled, as it is published, it needs node:sqlite alone, and no Node that runs types.
const needed = program.endsWith('.ts') ? [22, 18] : [22, 13];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    `credsweep needs Node.js ${needed.join('.')} or newer; this is ${process.versions.node}. ` +
      'In its repository, run it as "npx credsweep": npx uses the Node.js that the project brings.',
  );
  process.exit(2);
}
// Compiled code is kept in the temporary folder: a second start takes half the time.
module.enableCompileCache();
await import(program);
