import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { severalFaults, severalHealthy } from './cases/several-programs.ts';

describeFaults('an app of several programs', severalFaults);
describeHealthy('an app of several programs, with nothing wrong', severalHealthy);
