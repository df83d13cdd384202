#!/usr/bin/env node
// The authority's tool as a command of its own, where this package is installed.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const command = path.join(import.meta.dirname, 'run_command.mjs');
const env = { ...process.env, INIT_CWD: process.env.INIT_CWD ?? process.cwd() };
const done = spawnSync(process.execPath, [command, 'passctl', ...process.argv.slice(2)], { stdio: 'inherit', env });
process.exitCode = done.status ?? 1;
