/*
 * Node names its first thread MainThread, and ps and top would show the agent by that name. The loader preloads this library into the agent
 * (src/launcher/self-path.c). It renames no thread, so the agent keeps the name of the executed file: sidewatch-agent.
 */
int pthread_setname_np(unsigned long thread, const char *name);

int pthread_setname_np(unsigned long thread, const char *name)
{
    (void)thread;
    (void)name;
    return 0;
}
