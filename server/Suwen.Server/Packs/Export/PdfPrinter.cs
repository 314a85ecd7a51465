using System.Diagnostics;
using Suwen.Server.Node;

namespace Suwen.Server.Packs.Export;

/// <summary>Prints a page of HTML by the browser of the machine; Suwen carries none.</summary>
internal static class PdfPrinter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chrome.exe", "msedge", "microsoft-edge", "msedge.exe"];

    private static readonly string[] Places =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    /// <summary>The browser: the one that CHROMIUM names, else one on the path or in its usual place; null where there is none.</summary>
    public static string? Find(string? named, string? path)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named) ? named : null;
        }

        return (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).SelectMany(static f => Names.Select(n => Path.Combine(f, n))).Concat(Places).FirstOrDefault(File.Exists);
    }

    /// <exception cref="SuwenFault">There is no browser, or it did not print.</exception>
    public static async Task PrintAsync(string html, string target, CancellationToken cancellationToken)
    {
        if (Find(Environment.GetEnvironmentVariable("CHROMIUM"), Environment.GetEnvironmentVariable("PATH")) is not { } browser)
        {
            throw new SuwenFault(ExitCode.BadInput, "operator", "A PDF is printed by Chromium or Chrome, and none is found on this machine.", target, "Install Chromium, or name the program in the environment variable CHROMIUM; or write --out FILE.html and print it in any browser.");
        }

        var folder = Directory.CreateTempSubdirectory("suwen-print-");
        try
        {
            var page = Path.Combine(folder.FullName, "page.html");
            await File.WriteAllTextAsync(page, html, cancellationToken);
            var printed = Path.Combine(folder.FullName, "page.pdf");
            var said = await RunAsync(browser, folder.FullName, page, printed, cancellationToken);
            if (!File.Exists(printed))
            {
                throw new SuwenFault(ExitCode.Fault, "operator", $"{browser} did not print the page: {said}", target, "Try the browser by hand; or write --out FILE.html and print it in any browser.");
            }

            File.Move(printed, target, overwrite: true);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(string browser, string folder, string page, string printed, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(browser) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer", "--user-data-dir=" + Path.Combine(folder, "profile"), "--print-to-pdf=" + printed })
        {
            start.ArgumentList.Add(argument);
        }

        if (OperatingSystem.IsLinux() && Environment.UserName == "root")
        {
            // Chromium refuses to run as root with its sandbox; the page is Suwen's own and may load and run nothing.
            start.ArgumentList.Add("--no-sandbox");
        }

        start.ArgumentList.Add(new Uri(page).AbsoluteUri);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            await output;
            var said = (await errors).Trim();
            return said.Length > 300 ? said[^300..] : said;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return "it took longer than 90 seconds";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
