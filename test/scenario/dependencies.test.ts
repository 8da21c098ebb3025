import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { dependencyFaults, dependencyHealthy } from './cases/dependencies.ts';

describeFaults('dependencies', dependencyFaults);
describeHealthy('with dependencies that fail', dependencyHealthy);
