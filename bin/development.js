/** Runs a script of the project with the packages for development installed: `node bin/development.js scripts/test.ts …`. */
import { run } from './run.js';
import { installDependencies } from './runtime.js';

installDependencies({ development: true });
const [script, ...args] = process.argv.slice(2);
run(script, args);
