using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Suwen.Bench;

/// <summary>
/// Many MLLP connections of which each sends a message, waits for its acknowledgement and sends the next. All on one thread that waits for
/// whichever is answered: on a machine that sender and server share, what the sender takes is not there to be measured.
/// </summary>
internal static class MllpCrowd
{
    /// <summary>Sends all messages over so many connections; answers how many were not accepted, and fills in how long each waited.</summary>
    public static Task<long> SendAsync(int port, int connections, byte[][] messages, double[] latencies, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Send(port, connections, messages, latencies, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static long Send(int port, int connections, byte[][] messages, double[] latencies, CancellationToken cancellationToken)
    {
        var lines = new List<Line>();
        try
        {
            var next = 0;
            var refused = 0L;
            var open = new List<Line>();
            for (var i = 0; i < Math.Min(connections, messages.Length); i++)
            {
                var line = new Line();
                lines.Add(line);
                line.Connect(IPAddress.Loopback, port);
            }

            foreach (var line in lines)
            {
                line.Begin(messages, next++);
                open.Add(line);
            }

            var answered = new List<Line>(connections);
            while (open.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                answered.Clear();
                answered.AddRange(open);
                Socket.Select(answered, null, null, TimeSpan.FromSeconds(1));
                foreach (var line in answered)
                {
                    if (!line.TryEnd(latencies, out var isAccepted))
                    {
                        continue;
                    }

                    refused += isAccepted ? 0 : 1;
                    if (next < messages.Length)
                    {
                        line.Begin(messages, next++);
                    }
                    else
                    {
                        open.Remove(line);
                    }
                }
            }

            return refused;
        }
        finally
        {
            foreach (var line in lines)
            {
                line.Dispose();
            }
        }
    }

    /// <summary>One connection with the message that is under way on it.</summary>
    private sealed class Line : Socket
    {
        private readonly byte[] sending = new byte[64 * 1024];
        private readonly byte[] answer = new byte[4096];
        private int received;
        private int number;
        private long begun;

        public Line()
            : base(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true;
        }

        public void Begin(byte[][] messages, int message)
        {
            number = message;
            received = 0;
            var bytes = messages[message];
            sending[0] = 0x0B;
            bytes.CopyTo(sending, 1);
            sending[bytes.Length + 1] = 0x1C;
            sending[bytes.Length + 2] = 0x0D;
            begun = Stopwatch.GetTimestamp();
            for (var sent = 0; sent < bytes.Length + 3;)
            {
                sent += Send(sending.AsSpan(sent, bytes.Length + 3 - sent));
            }
        }

        /// <summary>Takes what has come; true when it is the whole acknowledgement.</summary>
        public bool TryEnd(double[] latencies, out bool isAccepted)
        {
            var read = Receive(answer.AsSpan(received));
            if (read == 0)
            {
                throw new IOException("The listener closed the connection.");
            }

            received += read;
            var frame = answer.AsSpan(0, received);
            isAccepted = frame.IndexOf("\rMSA|AA|"u8) >= 0 || frame.IndexOf("\rMSA|CA|"u8) >= 0;
            if (!frame.EndsWith("\u001c\r"u8))
            {
                return false;
            }

            latencies[number] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            return true;
        }
    }
}
