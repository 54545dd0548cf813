"""Movie statistics: the genres are known only once the data are read, and each gets a task of its own.

    python examples/movie_stats.py run
    python examples/movie_stats.py run --movie-data my_movies.csv

The file needs the columns movie_title, title_year, genres (separated by |) and gross. The one beside this
flow holds invented movies.
"""

import csv
from pathlib import Path

from fanfold import FlowSpec, IncludeFile, step

COLUMNS = ("movie_title", "title_year", "genres", "gross")
NUMBERS = ("title_year", "gross")


class MovieStatsFlow(FlowSpec):
    """Quartiles of what movies earned, genre by genre."""

    movie_data = IncludeFile(
        "movie-data",
        default=str(Path(__file__).parent / "data" / "movies.csv"),
        help="CSV file of movies",
    )

    @step
    def start(self):
        """Read the movies, find out which genres there are, and fan out over them."""
        rows = list(csv.DictReader(self.movie_data.splitlines()))
        self.movies = [
            {name: int(row[name]) if name in NUMBERS else row[name] for name in COLUMNS} for row in rows
        ]
        self.genres = sorted({genre for movie in self.movies for genre in movie["genres"].split("|")})
        self.next(self.compute_statistics, foreach="genres")

    @step
    def compute_statistics(self):
        """One genre: its movies, the one that earned most first, and the quartiles of what they earned."""
        self.genre = self.input
        of_genre = [movie for movie in self.movies if self.genre in movie["genres"].split("|")]
        self.movies = sorted(of_genre, key=lambda movie: -movie["gross"])
        gross = sorted(movie["gross"] for movie in self.movies)
        self.quartiles = [gross[round((len(gross) - 1) * cut)] for cut in (0.25, 0.5, 0.75)]
        self.next(self.join)

    @step
    def join(self, inputs):
        """One table of all genres."""
        self.genre_stats = {
            inp.genre: {"quartiles": inp.quartiles, "movies": len(inp.movies), "best": inp.movies[0]}
            for inp in inputs
        }
        self.next(self.end)

    @step
    def end(self):
        """Print the genres, the one that earned most on the median first."""
        print(f"{'genre':12}{'movies':>7}{'25 %':>14}{'median':>14}{'75 %':>14}  earned most")
        by_median = sorted(self.genre_stats.items(), key=lambda entry: -entry[1]["quartiles"][1])
        for genre, stats in by_median:
            quartiles = "".join(f"{gross:>14,}" for gross in stats["quartiles"])
            best = stats["best"]
            print(f"{genre:12}{stats['movies']:>7}{quartiles}  {best['movie_title']} ({best['title_year']})")


if __name__ == "__main__":
    MovieStatsFlow()
