import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { brokenServices, servicesRenewed, triedInVain } from './cases/broken-services.ts';
import { loopFaults, loopHealthy } from './cases/restart-loops.ts';

describeFaults('a program in a restart loop', loopFaults);
describeHealthy('a program in a restart loop, with nothing wrong', loopHealthy);
describeFaults('a server that ends again and again', brokenServices);
describeHealthy('a server that is started again on purpose', servicesRenewed);
describeFaults('a program that is started in vain', triedInVain);
