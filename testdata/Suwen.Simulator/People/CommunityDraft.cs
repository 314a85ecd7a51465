namespace Suwen.Simulator.People;

/// <summary>The residents of one community while their households are put together: columns by local number, reused from one community to the next.</summary>
internal sealed class CommunityDraft
{
    public const int None = -1;

    public int Count;
    public Sex[] Sex = [];
    public int[] Age = [];
    public int[] BirthDay = [];
    public int[] Mother = [];
    public int[] Father = [];
    public int[] Spouse = [];
    public int[] Children = [];
    public int[] LastChildBirth = [];
    /// <summary>The child found last, and of a child the one found before it of the same parent: a chain.</summary>
    public int[] LastChild = [];
    public int[] ChildBefore = [];
    public int[] Household = [];
    public HouseholdRole[] Role = [];

    /// <summary>Local numbers ordered by sex and age, and where each sex and age begins.</summary>
    public int[] ByAge = [];
    public readonly int[] AgeStart = new int[2 * Demography.Ages + 1];

    /// <summary>Local numbers in the order of their households, heads first.</summary>
    public readonly List<int> Order = [];
    public int Households;

    public void Reset(int count)
    {
        Count = count;
        if (Sex.Length < count) Grow(count + count / 4);
        Array.Fill(Mother, None, 0, count);
        Array.Fill(Father, None, 0, count);
        Array.Fill(Spouse, None, 0, count);
        Array.Fill(LastChild, None, 0, count);
        Array.Fill(ChildBefore, None, 0, count);
        Array.Fill(Household, None, 0, count);
        Array.Clear(Children, 0, count);
        Array.Fill(LastChildBirth, int.MinValue / 2, 0, count);
        Order.Clear();
        Households = 0;
    }

    /// <summary>The local numbers of that sex and age.</summary>
    public ReadOnlySpan<int> Of(Sex sex, int age)
    {
        if (age is < 0 or >= Demography.Ages) return [];
        var cell = 2 * age + ((int)sex - 1);
        return ByAge.AsSpan(AgeStart[cell], AgeStart[cell + 1] - AgeStart[cell]);
    }

    public void SortByAge()
    {
        Array.Clear(AgeStart);
        for (var i = 0; i < Count; i++) AgeStart[2 * Age[i] + (int)Sex[i]]++;
        for (var cell = 1; cell < AgeStart.Length; cell++) AgeStart[cell] += AgeStart[cell - 1];
        Span<int> next = stackalloc int[AgeStart.Length];
        AgeStart.CopyTo(next);
        for (var i = 0; i < Count; i++) ByAge[next[2 * Age[i] + (int)Sex[i] - 1]++] = i;
    }

    /// <summary>Makes somebody the child of a parent, or of a couple by one of them.</summary>
    public void AddChild(int parent, int child)
    {
        ChildBefore[child] = LastChild[parent];
        LastChild[parent] = child;
    }

    /// <summary>Puts a resident into the household being made.</summary>
    public void Place(int resident, HouseholdRole role)
    {
        Household[resident] = Households;
        Role[resident] = role;
        Order.Add(resident);
    }

    private void Grow(int capacity)
    {
        Sex = new Sex[capacity];
        Role = new HouseholdRole[capacity];
        Age = new int[capacity];
        BirthDay = new int[capacity];
        Mother = new int[capacity];
        Father = new int[capacity];
        Spouse = new int[capacity];
        Children = new int[capacity];
        LastChildBirth = new int[capacity];
        LastChild = new int[capacity];
        ChildBefore = new int[capacity];
        Household = new int[capacity];
        ByAge = new int[capacity];
    }
}
