using Suwen.Simulator.Care;

namespace Suwen.Simulator.Notes;

/// <summary>Writes the texts of a visit: notes, examination findings, nursing entries. One per worker.</summary>
public sealed class NoteWriter(World world)
{
    /// <summary>Fills the text, private spans and facts of every note of the visit, and the findings of its examinations.</summary>
    public void Write(Visit visit) => throw new NotImplementedException(world.ToString());
}
