import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { unservedFaults, unservedHealthy } from './cases/unserved.ts';

describeFaults('a program that serves nothing', unservedFaults);
describeHealthy('a program that serves, beside one that does not', unservedHealthy);
