import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { hostFaults, hostHealthy } from './cases/hosts.ts';
import { interfaceFaults, interfaceHealthy } from './cases/interfaces.ts';

describeFaults('a Host header that is refused', hostFaults);
describeHealthy('a Host header that is allowed', hostHealthy);
describeFaults('a route that exists', interfaceFaults);
describeHealthy('a route that answers', interfaceHealthy);
