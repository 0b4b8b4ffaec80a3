// Loaded before a container's bundle. A container of ours must not outlive the local cloud, whatever that dies of: else it
// would ask for jobs until the next reboot. The channel does not keep it alive.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.channel.unref();
