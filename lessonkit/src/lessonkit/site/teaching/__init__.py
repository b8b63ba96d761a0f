"""What teachers get of each lesson: slides, worksheets, answers, question banks."""
