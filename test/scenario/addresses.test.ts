import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { addressFaults, addressHealthy } from './cases/addresses.ts';

describeFaults('a framework on loopback', addressFaults);
describeHealthy('a framework on every address', addressHealthy);
