import { describeFaults } from '../support/scenario-tests.ts';
import { runtimeFaults } from './cases/runtime.ts';

describeFaults('after health', runtimeFaults);
