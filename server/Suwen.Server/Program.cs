using System.Runtime.InteropServices;
using System.Text;
using Suwen.Server.CommandLine;

namespace Suwen.Server;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var cancellation = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 16 << 10) { NewLine = "\n" };
        await using var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false), 1 << 10) { NewLine = "\n", AutoFlush = true };
        try
        {
            return await SuwenCommandLine.RunAsync(new LocalCommandHost(args, output, error), args, cancellation.Token);
        }
        catch (IOException) when (cancellation.IsCancellationRequested)
        {
            return Node.ExitCode.Fault;
        }

        // The first signal asks the command to end in order; the second one ends the process.
        void Cancel(PosixSignalContext context)
        {
            context.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        }
    }
}
