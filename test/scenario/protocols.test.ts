import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { protocolFaults, protocolHealthy } from './cases/protocols.ts';

describeFaults('a server of another protocol', protocolFaults);
describeHealthy('a server of another protocol, with nothing wrong', protocolHealthy);
