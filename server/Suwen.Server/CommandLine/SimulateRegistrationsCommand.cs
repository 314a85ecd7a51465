using System.CommandLine;
using System.Globalization;
using System.Text;
using Suwen.Simulator;
using Suwen.Simulator.Answers;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen simulate registrations --out FILE</c>: the people of a synthetic region as registration desks wrote them down, with the truth, for scoring the master index.</summary>
internal static class SimulateRegistrationsCommand
{
    private const string Header = "truth,planted,institution,number,full_name,sex,birth_date,national_id,phone,district,street,postcode,insurance_no,guardian_name";

    /// <summary>Times that somebody comes to one desk; at each a slip may be made.</summary>
    private const int VisitsEach = 3;

    public static Command Create(CommandHost host)
    {
        var options = new SimulationOptionSet();
        var output = new Option<string>("--out") { Required = true, Description = "The CSV file to write.", HelpName = "FILE" };
        var desks = new Option<int>("--institutions") { DefaultValueFactory = static _ => 2, Description = "Institutions that each resident goes to, 1 to 5." };
        var command = new Command("registrations", "Write the people as the registration desks of the region would, one line a record number, with who it is in truth.")
        {
            options.Residents, options.Seed, options.From, options.To, options.RegionCode, desks, output,
        };
        command.SetAction((parsed, token) => host.RunAloneAsync(
            cancel => SimulateCommand.GuardAsync(() => WriteAsync(host, options.Read(parsed), Math.Clamp(parsed.GetValue(desks), 1, 5), Path.GetFullPath(parsed.GetRequiredValue(output), host.WorkingDirectory), cancel)), token));
        return command;
    }

    private static async Task<int> WriteAsync(CommandHost host, SimulationOptions options, int desks, string path, CancellationToken cancellationToken)
    {
        var world = World.Create(options, cancellationToken);
        var providers = world.Institutions.All.Where(static i => i.IsProvider).ToList();
        var days = options.To.DayNumber - options.From.DayNumber + 1;
        var written = 0L;
        await using (var file = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20))
        {
            await file.WriteAsync(Header + "\n");
            var answers = new List<Answer>();
            var numbers = new HashSet<string>(StringComparer.Ordinal);
            for (var resident = 0; resident < world.Population.Count; resident++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (var desk = 0; desk < Math.Min(desks, providers.Count); desk++)
                {
                    // Which desks somebody goes to, and when, follows from the number of the resident alone.
                    var institution = providers[(int)(Spread(resident, desk: 0) % (ulong)providers.Count + (ulong)desk) % providers.Count];
                    numbers.Clear();
                    for (var visit = 0; visit < VisitsEach; visit++)
                    {
                        var day = options.From.AddDays((int)(Spread(resident, 100 + (desk * 10) + visit) % (ulong)days));
                        if (world.Population[new ResidentId(resident)].IsPresent(day))
                        {
                            answers.Clear();
                            var recorded = world.Population.RegisterAt(new ResidentId(resident), institution, ((long)resident * 100) + (desk * 10) + visit, day, answers);
                            // A borrowed card's record is its owner's, who has it already.
                            if (numbers.Add(recorded.RecordNumber) && world.Population.TrueResident(institution, recorded.RecordNumber).Value == resident)
                            {
                                Write(file, resident, institution, recorded, answers, options.To);
                                written++;
                            }
                        }
                    }
                }
            }
        }

        await host.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{written:N0} records of {world.Population.Count:N0} people in {path}"));
        return Suwen.Server.Node.ExitCode.Success;
    }

    private static void Write(StreamWriter file, int resident, Institution institution, RecordedPerson recorded, List<Answer> answers, DateOnly last)
    {
        var person = recorded.Details;
        var planted = answers.Find(static a => a.Kind == "duplicate-identity");
        var isChild = last.DayNumber - person.BirthDate.DayNumber < 18 * 366;
        file.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{resident},{planted?.Variety},{institution.Source},{recorded.RecordNumber},{person.FullName},{(person.Sex == Sex.Male ? "男" : "女")},{person.BirthDate:yyyy-MM-dd},{person.NationalId},{person.Phone},{person.CountyCode},{person.Address},{person.Postcode},{person.InsuranceNumber},{(isChild && person.ContactRelation is ("母亲" or "父亲") ? person.ContactName : "")}\n"));
    }

    /// <summary>SplitMix64 of a resident and a choice.</summary>
    private static ulong Spread(int resident, int desk)
    {
        var z = (((ulong)resident << 16) + (ulong)desk + 1) * 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
