"""The guide's movie statistics."""

from metaflow import FlowSpec, IncludeFile, step


class MovieStatsFlow(FlowSpec):
    movie_data = IncludeFile("movie-data", required=True, help="CSV file of movies")

    @step
    def start(self):
        """Load data and identify unique genres."""
        import csv

        columns = ["movie_title", "title_year", "genres", "gross"]
        self.dataframe = {col: [] for col in columns}
        for row in csv.DictReader(self.movie_data.splitlines()):
            for col in columns:
                val = int(row[col]) if col in ("title_year", "gross") else row[col]
                self.dataframe[col].append(val)

        # Get all unique genres
        self.genres = {genre for genres in self.dataframe["genres"] for genre in genres.split("|")}
        self.genres = list(self.genres)

        # Compute statistics for each genre in parallel
        self.next(self.compute_statistics, foreach="genres")

    @step
    def compute_statistics(self):
        """Compute statistics for a single genre."""
        # The current genre being processed
        self.genre = self.input
        print(f"Computing statistics for {self.genre}")

        # Filter movies for this genre
        selector = [self.genre in row for row in self.dataframe["genres"]]
        for col in self.dataframe.keys():
            self.dataframe[col] = [col for col, is_genre in zip(self.dataframe[col], selector) if is_genre]

        # Calculate quartiles
        n_points = len(self.dataframe["movie_title"])
        self.quartiles = []
        for cut in [0.25, 0.5, 0.75]:
            idx = 0 if n_points < 2 else round(n_points * cut)
            self.quartiles.append(self.dataframe["gross"][idx])

        self.next(self.join)

    @step
    def join(self, inputs):
        """Merge results from all genres."""
        self.genre_stats = {
            inp.genre.lower(): {"quartiles": inp.quartiles, "dataframe": inp.dataframe} for inp in inputs
        }
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    MovieStatsFlow()
